using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>
/// The names of activation functions in hypernetworks' files: those of torch.nn in small letters, and webui's own. Functions that mix
/// positions (softmax and its kin), halve the width (glu), or need parameters (threshold, prelu, multiheadattention) are not among them.
/// </summary>
internal static class HypernetworkActivations
{
    private static readonly Dictionary<string, Activation> ByName = new()
    {
        ["linear"] = Activation.None,
        ["relu"] = Activation.Relu,
        ["leakyrelu"] = Activation.LeakyRelu,
        ["elu"] = Activation.Elu,
        // Not x·sigmoid(x), which is "silu".
        ["swish"] = Activation.Hardswish,
        ["tanh"] = Activation.Tanh,
        ["sigmoid"] = Activation.Sigmoid,
        ["celu"] = Activation.Elu,
        ["gelu"] = Activation.Gelu,
        ["hardshrink"] = Activation.Hardshrink,
        ["hardsigmoid"] = Activation.Hardsigmoid,
        ["hardswish"] = Activation.Hardswish,
        ["hardtanh"] = Activation.Hardtanh,
        ["logsigmoid"] = Activation.LogSigmoid,
        ["mish"] = Activation.Mish,
        ["relu6"] = Activation.Relu6,
        ["rrelu"] = Activation.Rrelu,
        ["selu"] = Activation.Selu,
        ["silu"] = Activation.Silu,
        ["softplus"] = Activation.Softplus,
        ["softshrink"] = Activation.Softshrink,
        ["softsign"] = Activation.Softsign,
        ["tanhshrink"] = Activation.Tanhshrink,
    };

    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The function, or null for a name that is not known.</summary>
    public static Activation? Find(string name) => ByName.TryGetValue(name, out Activation activation) ? activation : null;
}
