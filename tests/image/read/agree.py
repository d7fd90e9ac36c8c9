#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""agree.py IMAGE-LIST IMAGE-MAKE [IMAGE...]: our reader against xorriso's, for UDF against 7-Zip's.

Lists (path, type, size, SHA-256) of an image by our reader and by extracting it with the other program,
for each of its trees, and compares; 7-Zip knows files and directories of UDF, no links. Without
images it makes some with genisoimage, xorriso, bsdtar and our builder (IMAGE-MAKE).
"""
import hashlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile

XORRISO_TREE = {'iso': 'ecma119', 'rr': 'nojoliet', 'joliet': 'norock'}


def digest(path):
    h = hashlib.sha256()
    with open(path, 'rb') as f:
        for piece in iter(lambda: f.read(1 << 20), b''):
            h.update(piece)
    return h.hexdigest()


def kind(mode):
    return {stat.S_IFREG: 'f', stat.S_IFDIR: 'd', stat.S_IFLNK: 'l', stat.S_IFCHR: 'c', stat.S_IFBLK: 'b',
            stat.S_IFIFO: 'p', stat.S_IFSOCK: 's'}[stat.S_IFMT(mode)]


def escape(name):
    return b''.join(b'\\%03o' % c if c < 0x20 or c == 0x5c else bytes([c]) for c in name).decode(
        'utf-8', 'surrogateescape')


def host_entries(top):
    top = os.fsencode(top)
    out = {}
    for folder, dirs, files in os.walk(top):
        for name in [b'.'] * (folder == top) + dirs + files:
            full = os.path.join(folder, name)
            st = os.lstat(full)
            path = '/' if name == b'.' else escape(full[len(top):])
            k = kind(st.st_mode)
            out[path] = (k, st.st_size if k == 'f' else 0, digest(full) if k == 'f' else '',
                         escape(os.readlink(full)) if k == 'l' else '')
    return out


def our_entries(lister, image, tree, session='0'):
    r = subprocess.run([lister, image, tree, session], capture_output=True)
    out = {}
    for line in r.stdout.decode('utf-8', 'surrogateescape').splitlines():
        k, size, sha, _mode, _mtime, path, target = line.split('\t')
        out[path] = (k, int(size), sha, target)
    return r.returncode, r.stderr.decode(errors='replace').strip(), out


def xorriso_entries(image, tree, scratch):
    shutil.rmtree(scratch, ignore_errors=True)
    os.mkdir(scratch)
    r = subprocess.run(['xorriso', '-report_about', 'FAILURE', '-osirrox', 'on:auto_chmod_on', '-ecma119_map', 'stripped',
                        '-joliet_map', 'stripped', '-read_fs', XORRISO_TREE[tree], '-indev', 'stdio:' + image,
                        '-extract', '/', scratch], capture_output=True, timeout=300)
    return r.returncode, r.stderr.decode(errors='replace').strip(), host_entries(scratch)


def seven_entries(image, scratch):
    shutil.rmtree(scratch, ignore_errors=True)
    r = subprocess.run(['7zz', 'x', '-tudf', '-y', '-o' + scratch, image], capture_output=True, timeout=300)
    return r.returncode, r.stdout.decode(errors='replace').strip()[-300:] if r.returncode else '', host_entries(scratch)


def differences(ours, theirs):
    for path in sorted(set(ours) | set(theirs)):
        if ours.get(path) != theirs.get(path):
            yield f'{path}: ours {ours.get(path)}, theirs {theirs.get(path)}'


def agree(lister, image, tree, work):
    code, message, ours = our_entries(lister, image, tree)
    scratch = os.path.join(work, 'out')
    if tree == 'udf':
        xcode, xmessage, theirs = seven_entries(image, scratch)
        ours = {p: e for p, e in ours.items() if e[0] in 'fd'}
        theirs = {p: e for p, e in theirs.items() if e[0] in 'fd'}
    else:
        xcode, xmessage, theirs = xorriso_entries(image, tree, scratch)
    found = list(differences(ours, theirs))
    ok = code == 0 and not found
    print(f'{"ok  " if ok else "FAIL"} {os.path.basename(image)} {tree}: {len(ours)} entries', message if code else '',
          xmessage if xcode else '')
    for line in found[:20]:
        print('     ' + line)
    return ok


def make_tree(top, wild):
    def put(path, data, mtime=None):
        full = os.path.join(os.fsencode(top), path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, 'wb') as f:
            f.write(data)
        if mtime is not None:
            os.utime(full, (mtime, mtime))

    put(b'empty', b'')
    put(b'one', b'1')
    put(b'block', b'x' * 2048)
    put(b'block and one', b'y' * 2049)
    put(b'big.bin', bytes(i * 7 % 251 for i in range(300000)))
    put(b'UPPER.TXT', b'upper')
    put('gr\u00fc\u00dfe \u03b1\u03b2\u03b3 \u0436 \u65e5\u672c\u8a9e'.encode(), b'scripts')
    if wild:
        put('\U0001f600 emoji'.encode(), b'beyond the basic plane')
        put(b'latin-\xe9.txt', b'not UTF-8')
        put(b'late', b'late', 2**31 + 86400 * 400)
    put(b"quote'\"$`*?;:|<>&#.a.b.", b'awkward')
    put(b' leading and trailing ', b'blanks')
    put(b'old', b'old', -86400 * 365 * 5)
    put(b'n' * 200 + b'.' + b'e' * 50, b'long')
    put(b'/'.join(b'd%02d' % i for i in range(12)) + b'/deep', b'deep')
    for i in range(300):
        put(b'many/a file with quite a long name number %05d.txt' % i, b'%d' % i)
    os.symlink('one', os.path.join(top, 'link'))
    os.symlink('/' + 'absolute/' * 30 + 'x', os.path.join(top, 'far'))
    os.symlink('../../' + 'y' * 240 + '/./z', os.path.join(top, 'up'))
    os.link(os.path.join(top, 'one'), os.path.join(top, 'hard'))
    os.mkfifo(os.path.join(top, 'fifo'))


def make_images(work, maker):
    tree = os.path.join(work, 'tree')
    tame = os.path.join(work, 'tame')
    os.mkdir(tree)
    os.mkdir(tame)
    make_tree(tree, True)
    make_tree(tame, False)
    plain = os.path.join(work, 'plain')  # 7-Zip opens no UDF with anything but files and directories
    shutil.copytree(tame, plain, symlinks=True, ignore=lambda _top, names: {'link', 'far', 'up', 'fifo'} & set(names))
    jobs = [
        ('gen-rj.iso', ['rr', 'joliet', 'iso'],
         ['genisoimage', '-quiet', '-R', '-J', '-joliet-long', '-input-charset', 'utf-8', '-o', 'OUT', tame]),
        ('gen-rr-udf.iso', ['rr', 'iso', 'udf'],
         ['genisoimage', '-quiet', '-R', '-udf', '-input-charset', 'utf-8', '-o', 'OUT', tame]),
        ('gen-level1.iso', ['iso', 'rr'], ['genisoimage', '-quiet', '-R', '-iso-level', '1', '-o', 'OUT', tame]),
        ('xo-rj.iso', ['rr', 'joliet', 'iso'],
         ['xorriso', '-report_about', 'FAILURE', '-as', 'mkisofs', '-R', '-J', '-joliet-long', '-o', 'OUT', tree]),
        ('xo-deep-off.iso', ['rr', 'iso'],
         ['xorriso', '-report_about', 'FAILURE', '-outdev', 'stdio:OUT', '-rr_reloc_dir', 'moved', '-compliance',
          'deep_paths_off', '-map', tree, '/']),
        ('tar-rj.iso', ['rr', 'joliet', 'iso'], ['bsdtar', '-C', tree, '-c', '--format', 'iso9660', '-f', 'OUT', '.']),
        ('own.iso', ['rr', 'joliet', 'iso'], [maker, 'OUT', tree]),
        ('own-strict.iso', ['rr', 'joliet', 'iso'], [maker, 'OUT', tree, 'strict']),
    ]
    for revision in ('102', '150', '200', '201', '250', '260'):
        jobs.append(('own-udf-%s.iso' % revision, ['udf', 'iso'], [maker, 'OUT', plain, revision]))
    for name, trees, command in jobs:
        out = os.path.join(work, name)
        r = subprocess.run([a.replace('OUT', out) for a in command], capture_output=True)
        if not os.path.exists(out):
            print(f'FAIL {name} was not made: {r.stderr.decode(errors="replace")[-300:]}')
            yield None, None
            continue
        for t in trees:
            yield out, t


def main():
    lister, maker, images = sys.argv[1], sys.argv[2], sys.argv[3:]
    missing = [t for t in ('xorriso', 'genisoimage', 'bsdtar', '7zz') if not shutil.which(t)]
    if missing:
        print('not installed:', ', '.join(missing))
        return 77
    work = tempfile.mkdtemp(prefix='agree-')
    try:
        jobs = [(i, t) for i in images for t in XORRISO_TREE] or make_images(work, maker)
        results = [image is not None and agree(lister, image, tree, work) for image, tree in jobs]
    finally:
        subprocess.run(['chmod', '-R', 'u+rwx', work], check=False)
        shutil.rmtree(work, ignore_errors=True)
    print(f'{sum(results)} of {len(results)} agree')
    return 0 if all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
