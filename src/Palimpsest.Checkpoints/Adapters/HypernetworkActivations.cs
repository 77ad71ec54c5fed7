using Palimpsest.Compute;

namespace Palimpsest.Checkpoints.Adapters;

/// <summary>
/// The names of activation functions in hypernetworks' files: those of torch.nn in small letters, and webui's own. "prelu" learns its slope, which
/// stands with the layers.
/// </summary>
internal static class HypernetworkActivations
{
    private const string LearnedSlope = "prelu";

    private const string BuiltWithoutValues = "which needs values that a hypernetwork's file cannot give, so that webui cannot build it either";
    private const string MixesPictures = "which webui takes over the batch: each picture, and its negative prompt, would change with what is made beside it";

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

    /// <summary>Names that webui knows and nobody can use, each with the reason.</summary>
    private static readonly Dictionary<string, string> Unusable = new()
    {
        ["threshold"] = BuiltWithoutValues,
        ["multiheadattention"] = BuiltWithoutValues,
        ["glu"] = "which halves the width so that the next layer does not fit, in webui too",
        ["softmax"] = MixesPictures,
        ["softmin"] = MixesPictures,
        ["logsoftmax"] = MixesPictures,
        ["softmax2d"] = MixesPictures,
    };

    /// <summary>Whether the layers' slopes below 0 stand in the file.</summary>
    public static bool LearnsSlope(string name) => name == LearnedSlope;

    /// <summary>The function; none for one whose slope is learned.</summary>
    /// <exception cref="ArgumentException">The name is not known, or the function cannot be computed; the message goes on: "the activation function 'x', …".</exception>
    public static Activation Find(string name) =>
        LearnsSlope(name) ? Activation.None
        : ByName.TryGetValue(name, out Activation activation) ? activation
        : throw new ArgumentException(Unusable.GetValueOrDefault(name) ?? $"which is none of {string.Join(", ", ByName.Keys)}, {LearnedSlope}");
}
