"""copies.py CMD... N: runs N copies of CMD at once, and prints how long that took."""
import subprocess, sys, time

*command, number = sys.argv[1:]
begin = time.perf_counter()
running = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(int(number))]
failed = [p for p in running if p.wait()]
print(f"t={time.perf_counter() - begin:.6f}")
sys.exit(bool(failed))
