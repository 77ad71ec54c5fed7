using Palimpsest.Imaging.Resampling;

namespace Palimpsest.Diffusion.Generation;

/// <summary>webui's upscalers that enlarge latents without decoding them.</summary>
public static class LatentUpscalers
{
    private static readonly (string Name, InterpolationMode Mode, bool Antialias)[] Known =
    [
        ("Latent", InterpolationMode.Bilinear, false),
        ("Latent (antialiased)", InterpolationMode.Bilinear, true),
        ("Latent (bicubic)", InterpolationMode.Bicubic, false),
        ("Latent (bicubic antialiased)", InterpolationMode.Bicubic, true),
        ("Latent (nearest)", InterpolationMode.Nearest, false),
        ("Latent (nearest-exact)", InterpolationMode.NearestExact, false),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(upscaler => upscaler.Name)];

    /// <summary>The interpolation of that name, null for other upscalers; "" is Latent.</summary>
    internal static (InterpolationMode Mode, bool Antialias)? Find(string name)
    {
        foreach ((string known, InterpolationMode mode, bool antialias) in Known)
        {
            if (known == (name.Length == 0 ? "Latent" : name))
            {
                return (mode, antialias);
            }
        }

        return null;
    }
}
