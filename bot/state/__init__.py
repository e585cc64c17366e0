"""What the threads share: one small locked object, frozen messages through it."""
