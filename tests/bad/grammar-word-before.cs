whlie true { print(1) }
whlie n > 3 { print(1) }
whlie (n) { print(1) }
retrun 3
foobar nil
echo "x"
global var a = 1
static var b = 2
func f() {
    unless false { print(2) }
    until a > 3 { print(2) }
    repeat 3 { print(1) }
}
if true { } elsif false { print(1) }
for var i = 0; i < 3; i += 1 { print(i) }
for (i = 0; i < 3; i += 1) { print(i) }
match 3 { 1 => print(1) }
switch (a) { case 1: print(1) }
synchronized (m) { print(1) }
int x = 3
int main(int argc) { print(1) }
let mut z = 1
let t = new Thread(f)
defer m.release()
use std::thread
thread::spawn(f)
scenario x { }
