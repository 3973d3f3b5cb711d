import threading
from queue import Queue
print("done")
