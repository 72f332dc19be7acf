import Engines
import Glibc

exit(JailProgram.run())
