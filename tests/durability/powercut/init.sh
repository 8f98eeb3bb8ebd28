#!/bin/sh
# The first process of a user-mode-linux machine whose root is the host's, read-only, and whose only
# own disk is /dev/ubda. What to do comes in the kernel's command line, as environment.
mount -t proc none /proc
mount -t tmpfs none /run
mount -t ext4 /dev/ubda /mnt || exit 1
cd "$KIOSK_TREE" || exit 1
export PYTHONDONTWRITEBYTECODE=1 HOME=/run TMPDIR=/run
"$KIOSK_PYTHON" -m tests.durability.powercut.guest "$KIOSK_TASK" "$KIOSK_SEED" "$KIOSK_SAID"
echo "guest: end"
sync
umount /mnt
echo o > /proc/sysrq-trigger
sleep 60
