namespace Palimpsest.Compute;

/// <summary>Elementwise functions that networks use.</summary>
public enum Activation
{
    None,

    /// <summary>x · sigmoid(x).</summary>
    Silu,

    /// <summary>x · Φ(x) with the exact error function, as torch.nn.functional.gelu's default.</summary>
    Gelu,

    /// <summary>x · sigmoid(1.702 x), CLIP-L's own approximation.</summary>
    QuickGelu,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>3 · tanh(x / 3): squeezes latents into the range that small autoencoders learnt (TAESD's Clamp).</summary>
    SoftClamp,

    // What hypernetworks use, with the parameters that torch.nn's modules have by default. Their kernels are plain code.
    Sigmoid,
    Tanh,

    /// <summary>x, or x / 100 below 0.</summary>
    LeakyRelu,

    /// <summary>x, or e^x - 1 below 0; CELU with its default parameter is the same.</summary>
    Elu,
    Selu,

    /// <summary>min(max(x, 0), 6).</summary>
    Relu6,

    /// <summary>x, or 11/48 · x below 0: the mean slope that a randomized leaky ReLU has outside training.</summary>
    Rrelu,
    Hardswish,
    Hardsigmoid,

    /// <summary>x between -1 and 1.</summary>
    Hardtanh,

    /// <summary>0 from -1/2 to 1/2, else x.</summary>
    Hardshrink,

    /// <summary>0 from -1/2 to 1/2, else 1/2 nearer to 0.</summary>
    Softshrink,

    /// <summary>x - tanh(x).</summary>
    Tanhshrink,

    /// <summary>x · tanh(ln(1 + e^x)).</summary>
    Mish,

    /// <summary>ln(1 + e^x).</summary>
    Softplus,

    /// <summary>x / (1 + |x|).</summary>
    Softsign,

    /// <summary>-ln(1 + e^-x).</summary>
    LogSigmoid,
}
