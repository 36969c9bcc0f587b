"""python -m kai_counter.cli"""

from kai_counter.cli import main

main()
