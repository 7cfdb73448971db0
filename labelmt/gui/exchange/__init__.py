"""Labels that come and leave: imports and exports, with what would come of them told before."""
