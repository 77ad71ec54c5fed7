namespace Palimpsest.Checkpoints;

/// <summary>What to call a <see cref="CheckpointKind"/>, and what to do with a file that is one where a Stable Diffusion 1 checkpoint is needed.</summary>
public static class CheckpointKinds
{
    /// <summary>True for the kinds that this program makes pictures with.</summary>
    public static bool IsStableDiffusion1(this CheckpointKind kind) =>
        kind is CheckpointKind.StableDiffusion1 or CheckpointKind.StableDiffusion1Inpainting or CheckpointKind.InstructPix2Pix;

    /// <summary>The kind in words, with its article, to complete "the file is …".</summary>
    public static string Phrase(this CheckpointKind kind) => kind switch
    {
        CheckpointKind.Empty => "a file without tensors",
        CheckpointKind.StableDiffusion1 => "a Stable Diffusion 1 checkpoint",
        CheckpointKind.StableDiffusion1Inpainting => "a Stable Diffusion 1 inpainting checkpoint",
        CheckpointKind.InstructPix2Pix => "an instruct-pix2pix checkpoint",
        CheckpointKind.StableDiffusion2 => "a Stable Diffusion 2 checkpoint",
        CheckpointKind.StableDiffusion2Inpainting => "a Stable Diffusion 2 inpainting checkpoint",
        CheckpointKind.StableDiffusion2Depth => "a Stable Diffusion 2 depth checkpoint",
        CheckpointKind.StableDiffusion2Unclip => "a Stable Diffusion 2 unCLIP checkpoint",
        CheckpointKind.AltDiffusion => "an AltDiffusion checkpoint",
        CheckpointKind.StableDiffusionXl => "a Stable Diffusion XL checkpoint",
        CheckpointKind.StableDiffusionXlInpainting => "a Stable Diffusion XL inpainting checkpoint",
        CheckpointKind.StableDiffusionXlRefiner => "a Stable Diffusion XL refiner",
        CheckpointKind.Ssd1B => "an SSD-1B checkpoint",
        CheckpointKind.StableDiffusion3 => "a Stable Diffusion 3 checkpoint",
        CheckpointKind.Vae => "a VAE",
        CheckpointKind.Lora => "a LoRA",
        CheckpointKind.TextualInversion => "a textual inversion embedding",
        CheckpointKind.Hypernetwork => "a hypernetwork",
        CheckpointKind.ControlNet => "a ControlNet",
        CheckpointKind.T2IAdapter => "a T2I adapter",
        CheckpointKind.IpAdapter => "an IP adapter",
        CheckpointKind.DiffusersPart => "one part of a diffusers folder",
        _ => "a file of unknown kind",
    };

    /// <summary>Advice for someone who gave such a file as the checkpoint.</summary>
    internal static string Advice(this CheckpointKind kind) => kind switch
    {
        CheckpointKind.Vae => "use it with --vae beside a Stable Diffusion 1.x checkpoint",
        CheckpointKind.Lora => "name it in the prompt as <lora:name:1> and give a Stable Diffusion 1.x checkpoint as the model",
        CheckpointKind.TextualInversion => "put it into the embeddings folder and name it in the prompt",
        CheckpointKind.Hypernetwork => "name it in the prompt as <hypernet:name:1> and give a Stable Diffusion 1.x checkpoint as the model",
        CheckpointKind.ControlNet or CheckpointKind.T2IAdapter or CheckpointKind.IpAdapter =>
            "it steers a checkpoint and cannot replace one; give a Stable Diffusion 1.x checkpoint as the model",
        CheckpointKind.DiffusersPart => "use the single-file version of the model (.safetensors with keys that begin with 'model.diffusion_model.')",
        _ => "use a complete Stable Diffusion 1.x checkpoint",
    };
}
