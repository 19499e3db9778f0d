"""A spec come to life: blocks, repeats and joins become named layers in order, with what each costs."""
