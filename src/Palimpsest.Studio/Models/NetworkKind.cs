namespace Palimpsest.Studio.Models;

/// <summary>webui's tabs of extra networks, in its order.</summary>
public enum NetworkKind
{
    TextualInversion,
    Hypernetwork,
    Checkpoint,
    Lora,
}
