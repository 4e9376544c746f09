#!/usr/bin/env python3
"""A modem with an answering pppd behind it, on a serial line.

usage: modem.py TTY [--speed N] [--busy NUMBER]... [--silent NUMBER]... -- pppd options

It reads AT commands: ATD calls (CONNECT, BUSY, or no word at all), ATH hangs up, ATE0/ATE1 set the
echo, everything else is OK. While it is connected octets pass between the line and a pppd on a pty;
"+++" between two silences of a second is the way back to commands. When the other side closes the
line or pppd ends, the call is over (NO CARRIER).
"""
import os, pty, re, select, signal, subprocess, sys, termios, time, tty

GUARD = 0.8


class Modem:
    def __init__(self, device, speed, busy, silent, options):
        self.device, self.speed, self.busy, self.silent = device, speed, busy, silent
        self.options = options
        self.echo = True
        self.pppd = None
        self.master = -1
        self.command_mode = True
        self.open_line()

    def open_line(self):
        self.line = os.open(self.device, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self.line)
        mode = termios.tcgetattr(self.line)
        mode[2] |= termios.CLOCAL
        termios.tcsetattr(self.line, termios.TCSANOW, mode)
        self.buffer, self.last, self.plus = b"", 0.0, 0.0

    def say(self, word):
        print("> " + word, flush=True)
        os.write(self.line, b"\r\n" + word.encode() + b"\r\n")

    def call(self):
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        name = os.ttyname(slave)
        self.say("CONNECT %d" % self.speed)
        self.pppd = subprocess.Popen(
            ["pppd", name, str(self.speed), "local", "nodetach", "noipdefault"] + self.options,
            stdin=subprocess.DEVNULL)
        os.close(slave)
        self.command_mode = False

    def hang_up(self):
        if self.pppd:
            os.close(self.master)
            self.pppd.send_signal(signal.SIGHUP)
            try:
                self.pppd.wait(10)
            except subprocess.TimeoutExpired:
                self.pppd.kill()
                self.pppd.wait()
            self.pppd, self.master = None, -1
            print("call over", flush=True)
        self.command_mode = True

    def command(self, text):
        print("< " + text, flush=True)
        up = text.upper()
        if not up.startswith("AT"):
            return
        dial = re.match(r"ATD[TP]?([0-9*#A-DWTP,@!]*)", up)
        if dial:
            number = dial.group(1)
            if number in self.silent:
                return
            if number in self.busy:
                self.say("BUSY")
            else:
                self.call()
            return
        if up.startswith("ATH"):
            self.hang_up()
        if up.startswith("ATO") and self.pppd:
            self.command_mode = False
            self.say("CONNECT %d" % self.speed)
            return
        if "E0" in up:
            self.echo = False
        if up.startswith("ATZ") or "E1" in up:
            self.echo = True
        self.say("OK")

    def from_line(self, octets):
        now = time.monotonic()
        if self.command_mode:
            if self.echo:
                os.write(self.line, octets)
            self.buffer += octets
            while b"\r" in self.buffer:
                text, self.buffer = self.buffer.split(b"\r", 1)
                self.command(text.decode("latin-1").strip())
        else:
            # the escape: nothing for a while, three pluses alone, nothing for a while
            if octets == b"+++" and now - self.last > GUARD:
                self.plus = now
            else:
                self.plus = 0.0
            os.write(self.master, octets)
        self.last = now

    def step(self):
        watched = [self.line] + ([self.master] if self.master >= 0 else [])
        ready = select.select(watched, [], [], 0.2)[0]
        if self.line in ready:
            try:
                octets = os.read(self.line, 4096)
            except OSError:
                octets = b""
            if not octets:  # the other side closed its end: carrier is lost
                self.hang_up()
                os.close(self.line)
                time.sleep(0.2)
                self.open_line()
                return
            self.from_line(octets)
        if self.master >= 0 and self.master in ready:
            try:
                os.write(self.line, os.read(self.master, 4096))
            except OSError:
                pass  # pppd closed its end: told below
        if self.plus and time.monotonic() - self.plus > GUARD:
            self.plus, self.command_mode = 0.0, True
            self.say("OK")
        if self.pppd and self.pppd.poll() is not None:
            os.close(self.master)
            self.pppd, self.master, self.command_mode = None, -1, True
            self.say("NO CARRIER")


def main(arguments):
    device, options = arguments[0], []
    speed, busy, silent = 33600, [], []
    words = iter(arguments[1:])
    for word in words:
        if word == "--":
            options = list(words)
        elif word == "--speed":
            speed = int(next(words))
        elif word == "--busy":
            busy.append(next(words))
        elif word == "--silent":
            silent.append(next(words))
        else:
            sys.exit("modem.py: unknown option " + word)
    modem = Modem(device, speed, busy, silent, options)
    print("ready", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while True:
            modem.step()
    finally:
        modem.hang_up()


main(sys.argv[1:])
