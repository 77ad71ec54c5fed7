namespace Palimpsest.Diffusion.Prompts;

/// <summary>The programs whose tokenizers webui uses; they differ in character references and in the marks of start and end.</summary>
public enum ClipTokenizerKind
{
    /// <summary>transformers 4.30.2 with ftfy: SD1, and SDXL's first encoder.</summary>
    Transformers,

    /// <summary>open_clip 2.20.0: SD2, and SDXL's second encoder.</summary>
    OpenClip,
}
