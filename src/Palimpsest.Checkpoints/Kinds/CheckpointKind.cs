namespace Palimpsest.Checkpoints;

/// <summary>What a weight file holds, told by its keys and shapes.</summary>
public enum CheckpointKind
{
    Unknown,

    /// <summary>No tensors at all.</summary>
    Empty,
    StableDiffusion1,
    StableDiffusion1Inpainting,
    InstructPix2Pix,
    StableDiffusion2,
    StableDiffusion2Inpainting,
    StableDiffusion2Depth,
    StableDiffusion2Unclip,
    AltDiffusion,
    StableDiffusionXl,
    StableDiffusionXlInpainting,
    StableDiffusionXlRefiner,
    Ssd1B,
    StableDiffusion3,
    Vae,
    Lora,
    TextualInversion,
    Hypernetwork,
    ControlNet,
    T2IAdapter,
    IpAdapter,

    /// <summary>One part of a diffusers folder.</summary>
    DiffusersPart,
}
