"""`python -m convcalc`"""

from convcalc.cli.main import main

main()
