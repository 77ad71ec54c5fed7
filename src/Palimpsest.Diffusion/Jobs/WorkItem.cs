using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>A part of a job that is made by one request: all of a plain job, one source picture of a folder, one picture of a prompt with wildcards.</summary>
/// <param name="Name">What progress and messages call it; empty for a plain job.</param>
/// <param name="Files">Where its pictures go.</param>
/// <param name="Prepare">Makes the request from the job's, when it is its turn: reads the source picture. The second argument takes warnings.</param>
public sealed record WorkItem(string Name, OutputFiles Files, Func<GenerationRequest, Action<string>, GenerationRequest> Prepare)
{
    /// <summary>Whether the job goes on without it when its picture is damaged or does not fit.</summary>
    public bool MayBeSkipped { get; init; }

    /// <summary>The source's name without extension, for file names.</summary>
    public string BaseName { get; init; } = "";
}
