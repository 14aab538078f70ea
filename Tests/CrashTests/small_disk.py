"""Small disks for root to mount: in memory, or of ext4 on a place that has less room than it promises. Elsewhere faults.c pretends."""

import os
import subprocess
import tempfile


def _run(*command):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


class SmallDisk:
    """A tmpfs of some size, mounted at a directory that stands."""

    def __init__(self, place, octets):
        self.place = place
        done = _run("mount", "-t", "tmpfs", "-o", f"size={octets},mode=0700", "tmpfs", place)
        if done.returncode:
            raise OSError(done.stderr)

    def resize(self, octets):
        self._remount(f"size={octets}")

    def set_read_only(self, is_read_only):
        self._remount("ro" if is_read_only else "rw")

    def _remount(self, options):
        done = _run("mount", "-o", f"remount,{options}", self.place)
        if done.returncode:
            raise OSError(done.stderr)

    def close(self):
        _run("umount", "-l", self.place)


class ThinDisk:
    """An ext4 whose device has less room than it says: what a program writes is taken, and fails on its way to the device."""

    def __init__(self, place, beside, octets, promised):
        self.place = place
        self.beside = beside
        os.makedirs(beside, exist_ok=True)
        self.under = SmallDisk(beside, octets)
        self.image = os.path.join(beside, "image")
        try:
            with open(self.image, "wb") as file:
                file.truncate(promised)
            for command in (("mkfs.ext4", "-q", "-F", self.image), ("mount", "-o", "loop", self.image, place)):
                done = _run(*command)
                if done.returncode:
                    raise OSError(done.stderr)
        except OSError:
            self.under.close()
            raise

    def mend(self, octets):
        """The device gets its room; the file system is mounted anew: what did not reach the device is gone."""
        _run("umount", self.place)
        self.under.resize(octets)
        checked = _run("e2fsck", "-fy", self.image)
        done = _run("mount", "-o", "loop", self.image, self.place)
        if done.returncode or checked.returncode > 2:
            raise OSError(done.stderr + checked.stderr)

    def close(self):
        _run("umount", "-l", self.place)
        self.under.close()


def can_mount():
    """Why no disk can be mounted here; nothing, if it can."""
    if os.geteuid() != 0:
        return "only root can mount one"
    with tempfile.TemporaryDirectory() as place:
        try:
            SmallDisk(place, 1 << 20).close()
        except OSError as error:
            return str(error).strip()
    return ""


def can_mount_thin():
    """The same of a thin one."""
    with tempfile.TemporaryDirectory() as place:
        os.makedirs(os.path.join(place, "disk"))
        try:
            ThinDisk(os.path.join(place, "disk"), os.path.join(place, "beside"), 4 << 20, 8 << 20).close()
        except OSError as error:
            return str(error).strip()
    return ""
