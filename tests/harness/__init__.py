"""What the tests share: engines that start by themselves, and ways to ask them."""
