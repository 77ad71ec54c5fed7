namespace Palimpsest.Diffusion.Prompts;

/// <summary>What brackets do to the text encoder's output: webui's option "emphasis".</summary>
public enum EmphasisMode
{
    /// <summary>Brackets, and BREAK, are text.</summary>
    None,

    /// <summary>Brackets are parsed away and change nothing.</summary>
    Ignore,

    /// <summary>Each token is multiplied by its weight, then all are scaled to the mean from before.</summary>
    Original,

    /// <summary>Each token is multiplied by its weight.</summary>
    NoNorm,
}
