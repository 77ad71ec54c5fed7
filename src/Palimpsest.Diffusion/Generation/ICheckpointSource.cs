using Palimpsest.Checkpoints;

namespace Palimpsest.Diffusion.Generation;

/// <summary>Finds the checkpoints that a job uses beside its own.</summary>
public interface ICheckpointSource
{
    /// <summary>
    /// The next pictures need these beside the job's own, all at once; what was found before and is not among them may be let go. Where a source does nothing here,
    /// all stay as long as the job.
    /// </summary>
    /// <param name="names">As in <see cref="Find"/>; not all need be there.</param>
    void Expect(IReadOnlyList<string> names)
    {
    }

    /// <summary>The generator of a checkpoint; valid as long as the job, or until others than this one are expected.</summary>
    /// <param name="name">A path; or webui's names: the file's name with or without extension, either with " [hash]"; or a part of it.</param>
    /// <param name="observer">Told of the file being hashed, where that is needed.</param>
    /// <exception cref="GenerationException">There is no such checkpoint; the message names the nearest.</exception>
    /// <exception cref="CheckpointException">The file cannot be used.</exception>
    ImageGenerator Find(string name, IGenerationObserver observer);
}
