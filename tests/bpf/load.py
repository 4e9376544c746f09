"""load.py OBJECT: loads every program of OBJECT by libbpf; exit code 0 when the kernel takes them.

User-Mode Linux has the verifier refuse what is not aligned, as machines do that cannot read it. x86-64
and arm64 can: BPF_F_ANY_ALIGNMENT has it judge as it does there.
"""

import ctypes
import sys

ANY_ALIGNMENT = 2

bpf = ctypes.CDLL("libbpf.so.1", use_errno=True)
bpf.bpf_object__open.restype = ctypes.c_void_p
bpf.bpf_object__next_program.restype = ctypes.c_void_p

bpf_object = bpf.bpf_object__open(sys.argv[1].encode())
if not bpf_object:
    sys.exit("%s cannot be read" % sys.argv[1])
program = bpf.bpf_object__next_program(ctypes.c_void_p(bpf_object), None)
while program:
    bpf.bpf_program__set_flags(ctypes.c_void_p(program), ANY_ALIGNMENT)
    program = bpf.bpf_object__next_program(ctypes.c_void_p(bpf_object), ctypes.c_void_p(program))
sys.exit(0 if bpf.bpf_object__load(ctypes.c_void_p(bpf_object)) == 0 else 1)
