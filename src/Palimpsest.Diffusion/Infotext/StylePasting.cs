namespace Palimpsest.Diffusion.Infotext;

/// <summary>webui's option "infotext_styles": what happens to styles that the prompts of an infotext show.</summary>
public enum StylePasting
{
    /// <summary>The prompts stay as they are.</summary>
    Ignore,

    /// <summary>Styles are taken out of the prompts and named, even if there are none.</summary>
    Apply,

    /// <summary>Styles are taken out of the prompts and not named.</summary>
    Discard,

    /// <summary>Styles are taken out of the prompts and named if there are any.</summary>
    ApplyIfAny,
}
