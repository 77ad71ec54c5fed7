using Palimpsest.Checkpoints;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>What went wrong with a job, in words for the person who asked for it.</summary>
public static class JobFailure
{
    /// <summary>The exception in one sentence; null for one that nobody expects.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        CheckpointException or PictureException or PromptException or GenerationException or SamplingException => exception.Message,
        IOException or UnauthorizedAccessException => $"{exception.Message.TrimEnd('.')}; check the name, and that you may read or write there.",
        OutOfMemoryException => "There is not enough memory. Make the picture or the batch smaller; 'palimpsest plan' says how much is needed.",
        _ => null,
    };
}
