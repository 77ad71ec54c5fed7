using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Studio.Extras;

/// <summary>What the Extras page and API do to a picture (webui.md 12.1): defaults are those of webui's page.</summary>
public sealed record ExtrasRequest
{
    /// <summary>A name of <see cref="Models.IModelShelf.Upscalers"/>; "None": the picture is not enlarged, whatever the second one is.</summary>
    public string FirstUpscaler { get; init; } = "None";

    public string SecondUpscaler { get; init; } = "None";

    /// <summary>How much of the second upscaler's picture is mixed in, 0 to 1.</summary>
    public double SecondVisibility { get; init; }

    /// <summary>To <see cref="Width"/> × <see cref="Height"/> in place of <see cref="Factor"/>.</summary>
    public bool ScalesTo { get; init; }

    /// <summary>Written to the infotext as it is: 4 or 4.0.</summary>
    public PythonNumber Factor { get; init; } = 4;

    /// <summary>Pixels that the longer side may have when scaling by a factor; 0: any.</summary>
    public int LongestSide { get; init; }

    public int Width { get; init; } = 512;

    public int Height { get; init; } = 512;

    /// <summary>When scaling to a size: what sticks out is cut off.</summary>
    public bool Crops { get; init; } = true;
}
