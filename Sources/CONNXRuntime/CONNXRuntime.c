// CONNXRuntime
