using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Diffusion.Scripts.Xyz;

/// <summary>A thing that an X/Y/Z plot varies.</summary>
/// <param name="Label">webui's.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Apply">The request with a value: the value, all values of the axis.</param>
public sealed record XyzAxis(string Label, XyzValueKind Kind, Func<GenerationRequest, object, IReadOnlyList<object>, GenerationRequest> Apply)
{
    /// <summary>Null: on both tabs; true: on txt2img's only.</summary>
    public bool? OnlyTxt2Img { get; init; }

    /// <summary>How much a change costs; dear axes change last. 0 for most.</summary>
    public double Cost { get; init; }

    /// <summary>What webui's drop-down offers; null: values are free.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>Whether legends say the value alone, without the label.</summary>
    public bool LegendIsValue { get; init; }

    /// <summary>Why the values do not fit the request, or null.</summary>
    public Func<GenerationRequest, object, string?>? Refuses { get; init; }

    /// <summary>False: webui has it and this library does not; a value that would need it is refused with the reason.</summary>
    public bool IsBuilt { get; init; } = true;

    public bool IsNothing => Kind == XyzValueKind.Nothing;

    internal bool IsSeed => Label is "Seed" or "Var. seed";

    public override string ToString() => Label;
}
