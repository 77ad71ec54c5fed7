namespace Palimpsest.Checkpoints;

/// <summary>How a weight file is built, told by its content and never by its extension.</summary>
public enum CheckpointFormat
{
    Safetensors,

    /// <summary>torch.save since 1.6.</summary>
    TorchZip,

    /// <summary>torch.save before 1.6.</summary>
    TorchLegacy,
}
