"""Devices that lose, double, reorder and hold back what they send: at the end everything is there.

Whatever way events arrived, what the log knows is what a new log learns from their bytes alone.
"""

from hypothesis import settings

from devices_in_trouble import DevicesInTrouble

TestDevicesInTrouble = DevicesInTrouble.TestCase
TestDevicesInTrouble.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
