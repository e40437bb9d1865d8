"""The suite against servers in seven stacks, each as a careful and a hasty developer would write it from the page."""
