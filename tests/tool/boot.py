#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Images that computers start from: started in qemu by SeaBIOS and by OVMF, judged by xorriso and
sgdisk. Usage: boot.py IMAPI README"""
import os
import re
import shutil
import struct
import subprocess
import sys
import time

import harness
from harness import case

README = sys.argv.pop(2)
OVMF = '/usr/share/OVMF/OVMF_%s_4M.fd'
SYSLINUX = ['/usr/lib/ISOLINUX/isolinux.bin', '/usr/lib/syslinux/modules/bios/ldlinux.c32']
GRUB_MBR = '/usr/lib/grub/i386-pc/boot_hybrid.img'
ISOHDPFX = '/usr/lib/ISOLINUX/isohdpfx.bin'
SECONDS = 120  # the longest that a start may take, on a busy machine without KVM

# Sends the text at SI to the port DX and halts, in 16 bits and in 64: lodsb; test al,al; jz +3;
# out dx,al; jmp -8; hlt; jmp -3.
PRINT = bytes.fromhex('ac84c07403eeebf8f4ebfd')


def boot_sector(word):
    """xor ax,ax; mov ds,ax; mov si,TEXT; mov dx,0x3f8, and the loop."""
    text = 0x7c00 + 10 + len(PRINT)
    code = b'\x31\xc0\x8e\xd8\xbe' + struct.pack('<H', text) + b'\xba\xf8\x03' + PRINT
    return (code + word + b'\0').ljust(510, b'\0') + b'\x55\xaa'


def efi_program(word):
    """A PE32+ application: lea rsi,[rip+TEXT]; mov dx,0x3f8; and the loop."""
    code = b'\x48\x8d\x35' + struct.pack('<i', 4 + len(PRINT)) + bytes.fromhex('66baf803') + PRINT
    optional = struct.pack('<HBBIIIII', 0x20b, 0, 0, 512, 0, 0, 0x1000, 0x1000)
    optional += struct.pack('<QIIHHHHHHIIIIHH', 0x400000, 0x1000, 0x200, 0, 0, 0, 0, 0, 0, 0, 0x2000,
                            0x200, 0, 10, 0)
    optional += struct.pack('<QQQQII', 0, 0, 0, 0, 0, 6) + bytes(48)
    head = b'MZ'.ljust(60, b'\0') + struct.pack('<I', 64)
    head += b'PE\0\0' + struct.pack('<HHIIIHH', 0x8664, 1, 0, 0, 0, len(optional), 0x22) + optional
    head += b'.text\0\0\0' + struct.pack('<IIIIIIHHI', 0x200, 0x1000, 0x200, 0x200, 0, 0, 0, 0,
                                         0x60000020)
    return head.ljust(512, b'\0') + (code + word + b'\0').ljust(512, b'\0')


def make_fat(b, name, kilobytes, program):
    b.write(name + '.efi', program)
    path = b.path(name)
    run('mformat', '-C', '-i', path, '-T', str(kilobytes * 2), '-h', '2', '-s', '18', '::')
    run('mmd', '-i', path, '::/EFI', '::/EFI/BOOT')
    run('mcopy', '-i', path, path + '.efi', '::/EFI/BOOT/BOOTX64.EFI')


def run(*args):
    done = subprocess.run(args, capture_output=True, check=False)
    assert done.returncode == 0, (args, done.stdout, done.stderr)
    return done.stdout.decode('utf-8', 'replace')


def qemu(b, image, firmware, place):
    args = ['qemu-system-x86_64', '-accel', 'tcg', '-m', '256', '-nodefaults', '-display', 'none',
            '-device', 'VGA', '-monitor', 'none', '-no-reboot', '-serial', 'file:' + b.path('serial'),
            '-drive', 'if=none,id=d,readonly=on,format=raw,file=' + b.path(image)
            + (',media=cdrom' if place == 'cd' else ''),
            '-device', ('ide-cd' if place == 'cd' else 'virtio-blk-pci') + ',drive=d,bootindex=0']
    if firmware == 'uefi':
        shutil.copy(OVMF % 'VARS', b.path('vars'))
        args += ['-drive', 'if=pflash,format=raw,readonly=on,file=' + OVMF % 'CODE',
                 '-drive', 'if=pflash,format=raw,file=' + b.path('vars')]
    return args


def starts(b, image, firmware, place, word):
    """Waits for the word on the serial line."""
    b.write('serial', b'')
    with subprocess.Popen(qemu(b, image, firmware, place), stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE) as machine:
        end = time.monotonic() + SECONDS
        try:
            while word not in b.read('serial'):
                assert machine.poll() is None, machine.stderr.read()
                assert time.monotonic() < end, (firmware, place, word, b.read('serial')[-500:])
                time.sleep(0.1)
        finally:
            machine.kill()


def report(b, image):
    return run('xorriso', '-indev', 'stdio:' + b.path(image), '-report_el_torito', 'plain',
               '-report_system_area', 'plain')


def fill(b):
    b.write('tree/hello', b'hello\n')
    b.write('bios.bin', boot_sector(b'DISC BY BIOS'))
    b.write('mbr.bin', boot_sector(b'DISK BY BIOS'))
    make_fat(b, 'efi.img', 1440, efi_program(b'BY EFI'))


@case
def a_pc_with_a_bios_starts_from_the_disc_and_from_a_stick(b):
    fill(b)
    b.imapi('image', '-o', 'x.iso', '--boot', 'bios.bin', '--boot', 'efi:efi.img',
            '--hybrid=mbr.bin', 'tree').ok()
    starts(b, 'x.iso', 'bios', 'cd', b'DISC BY BIOS')
    starts(b, 'x.iso', 'bios', 'disk', b'DISK BY BIOS')


@case
def a_pc_with_uefi_starts_from_the_disc_and_from_a_stick(b):
    fill(b)
    b.imapi('image', '-o', 'x.iso', '--boot', 'bios.bin', '--boot', 'efi:efi.img',
            '--hybrid=mbr.bin', 'tree').ok()
    starts(b, 'x.iso', 'uefi', 'cd', b'BY EFI')
    starts(b, 'x.iso', 'uefi', 'disk', b'BY EFI')


@case
def a_guid_table_alone_starts_uefi_also_beside_udf(b):
    fill(b)
    b.imapi('image', '-o', 'x.iso', '--fs', 'iso,rr,joliet,udf', '--boot', 'efi:efi.img', '--hybrid',
            'tree').ok()
    starts(b, 'x.iso', 'uefi', 'disk', b'BY EFI')
    starts(b, 'x.iso', 'uefi', 'cd', b'BY EFI')


@case
def an_efi_image_that_no_load_size_can_name_starts(b):
    fill(b)
    make_fat(b, 'big.img', 40960, efi_program(b'BIG EFI'))
    b.imapi('image', '-o', 'x.iso', '--boot', 'efi:big.img', 'tree').ok()
    assert re.search(r'UEFI  y   none  0x0000  0x00      0 ', report(b, 'x.iso'))
    starts(b, 'x.iso', 'uefi', 'cd', b'BIG EFI')


@case
def emulated_floppies_and_hard_disks_start(b):
    fill(b)
    b.write('floppy.img', boot_sector(b'FLOPPY').ljust(1474560, b'\0'))
    disk = bytearray(boot_sector(b'HARD DISK').ljust(2 << 20, b'\0'))
    disk[446:462] = bytes.fromhex('80010100 060f1003 01000000 ff0f0000')
    b.write('disk.img', bytes(disk))
    b.imapi('image', '-o', 'f.iso', '--boot', 'floppy.img', 'tree').ok()
    b.imapi('image', '-o', 'h.iso', '--boot', 'disk.img,emulation=hd', 'tree').ok()
    assert re.search(r'BIOS  y  fd1.4  0x0000  0x00      1 ', report(b, 'f.iso'))
    assert re.search(r'BIOS  y     hd  0x0000  0x06      1 ', report(b, 'h.iso'))
    starts(b, 'f.iso', 'bios', 'cd', b'FLOPPY')
    starts(b, 'h.iso', 'bios', 'cd', b'HARD DISK')


def fill_rescue(b):
    for path in SYSLINUX:
        with open(path, 'rb') as file:
            b.write('rescue/isolinux/' + os.path.basename(path), file.read())
    b.write('rescue/isolinux/isolinux.cfg', b'SERIAL 0 115200\nDEFAULT rescue-by-isolinux\n')
    b.write('grub.cfg', b'serial --unit=0\nterminal_output serial\necho RESCUE BY GRUB\nsleep 999\n')
    shutil.copy(ISOHDPFX, b.path('isohdpfx.bin'))
    run('grub-mkstandalone', '-O', 'x86_64-efi', '--install-modules=serial echo sleep normal',
        '--locales=', '--fonts=', '--themes=', '-o', b.path('grub.efi'),
        'boot/grub/grub.cfg=' + b.path('grub.cfg'))
    make_fat(b, 'efi.img', 16384, b.read('grub.efi'))


def readme_lines():
    """The commands of the section, without "imapi"."""
    with open(README, encoding='utf-8') as file:
        section = file.read().split('## A system repair disc\n')[1].split('\n## ')[0]
    return [line.split()[1:] for line in section.splitlines() if line.startswith('    imapi ')]


@case
def the_system_repair_disc_of_the_readme_starts_everywhere(b):
    fill_rescue(b)
    drive = b.disc('cd-r')
    for line in readme_lines():
        b.imapi(*[drive if word == '/dev/sr0' else word for word in line]).ok()
    b.imapi('read', '--drive', drive, '-o', 'back.iso').ok()
    assert b.read('back.iso')[:len(b.read('rescue.iso'))] == b.read('rescue.iso')
    for place in ['cd', 'disk']:
        starts(b, 'back.iso', 'bios', place, b'rescue-by-isolinux')
        starts(b, 'back.iso', 'uefi', place, b'RESCUE BY GRUB')


@case
def grub_starts_by_a_bios_from_the_disc_and_from_a_stick(b):
    b.write('grub.cfg', b'serial --unit=0\nterminal_output serial\necho RESCUE BY GRUB\nsleep 999\n')
    b.write('tree/hello', b'hello\n')
    run('grub-mkstandalone', '-O', 'i386-pc-eltorito', '--install-modules=serial echo sleep normal',
        '--modules=iso9660 biosdisk', '--locales=', '--fonts=', '--themes=',
        '-o', b.path('tree/grub.img'), 'boot/grub/grub.cfg=' + b.path('grub.cfg'))
    b.imapi('image', '-o', 'x.iso', '--boot', 'grub.img,info-table', '--hybrid=' + GRUB_MBR,
            'tree').ok()
    b.imapi('image', '--check', 'x.iso').ok()
    starts(b, 'x.iso', 'bios', 'cd', b'RESCUE BY GRUB')
    starts(b, 'x.iso', 'bios', 'disk', b'RESCUE BY GRUB')


@case
def xorriso_finds_the_entries_in_order_and_the_tables(b):
    fill_rescue(b)
    b.imapi(*readme_lines()[0]).ok()
    text = report(b, 'rescue.iso')
    entries = re.findall(r'boot img : +(\d+) +(\w+) +y +(\w+) +\w+ +\w+ +(\d+) ', text)
    assert entries == [('1', 'BIOS', 'none', '4'), ('2', 'UEFI', 'none', '32768')], text
    assert 'El Torito img path :   1  /isolinux/isolinux.bin' in text, text
    assert 'boot-info-table isohybrid-suitable' in text, text
    assert 'MBR isohybrid' in text and re.search('separated', text), text
    assert re.search(r'MBR partition +:   2   0x00  0xef ', text), text


@case
def sgdisk_finds_no_problem_in_the_guid_table(b):
    fill(b)
    b.imapi('image', '-o', 'x.iso', '--boot', 'efi:efi.img', '--hybrid', 'tree').ok()
    text = run('sgdisk', '-v', '-p', b.path('x.iso'))
    assert 'No problems found' in text and 'EF00  EFI boot image' in text, text
    assert 'Caution' not in text, text


@case
def the_list_tells_what_a_computer_would_start_from(b):
    fill(b)
    b.write('tree/start.bin', boot_sector(b'START'))
    b.imapi('image', '-o', 'x.iso', '--boot', 'start.bin', '--boot', 'efi:efi.img', 'tree').ok()
    boot = b.imapi('image', '--list', 'x.iso', '--json').ok().json['boot']
    assert [(e['platform'], e['path'], e['load-size']) for e in boot] == [
        ('bios', '/start.bin', 1), ('efi', '(boot image)', 2880)], boot
    assert 'bios  starts from /start.bin, LBA' in b.imapi('image', '--list', 'x.iso').ok().out
    b.imapi('image', '-o', 'y.iso', 'tree').ok()
    assert 'starts' not in b.imapi('image', '--list', 'y.iso').ok().out


@case
def equal_trees_give_equal_hybrids_and_another_date_another_disk(b):
    fill(b)
    args = ['--boot', 'efi:efi.img', '--hybrid', 'tree']
    for name in ['one.iso', 'two.iso']:
        b.imapi('image', '-o', name, *args).ok()
    assert b.read('one.iso') == b.read('two.iso')
    b.write('tree/hello', bytes(4096))
    b.imapi('image', '-o', 'two.iso', *args).ok()
    assert b.read('one.iso')[512 + 56:512 + 72] != b.read('two.iso')[512 + 56:512 + 72]


@case
def what_cannot_boot_is_refused_with_a_reason(b):
    fill(b)
    refusals = [
        (1, 'neither in the image nor a file', ['--boot', 'nothing.bin']),
        (1, 'IMAPI_E_BOOT_EMULATION', ['--boot', 'bios.bin,emulation=1.44']),
        (1, 'IMAPI_E_BOOT_IMAGE_DATA', ['--boot', 'bios.bin', '--hybrid']),
        (1, 'partition table', ['--boot', 'bios.bin,emulation=hd']),
        (1, 'ISO 9660', ['--fs', 'udf', '--boot', 'bios.bin']),
        (2, 'is not understood', ['--boot', 'bios.bin,load-size=70000']),
        (2, 'wants a path', ['--boot', 'efi:']),
    ]
    for status, text, args in refusals:
        assert text in b.imapi('image', '-o', 'x.iso', *args, 'tree').fails(status).err, args
    b.imapi('image', '-o', 'x.iso', 'tree').ok()
    b.imapi('image', '--append', '-o', 'x.iso', '--boot', 'bios.bin', 'tree').fails(1)


harness.main()
