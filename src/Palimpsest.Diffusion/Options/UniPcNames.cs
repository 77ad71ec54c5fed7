using Palimpsest.Diffusion.Samplers;

namespace Palimpsest.Diffusion.Options;

/// <summary>What webui calls UniPC's variants and spacings.</summary>
internal static class UniPcNames
{
    public static readonly string[] Variants = ["bh1", "bh2", "vary_coeff"];

    public static readonly string[] Spacings = ["time_uniform", "time_quadratic", "logSNR"];

    public static string Of(UniPcVariant variant) => Variants[(int)variant];

    public static string Of(UniPcSpacing spacing) => Spacings[(int)spacing];

    public static UniPcVariant Variant(string name) => (UniPcVariant)Array.IndexOf(Variants, name);

    public static UniPcSpacing Spacing(string name) => (UniPcSpacing)Array.IndexOf(Spacings, name);
}
