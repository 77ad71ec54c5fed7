using Palimpsest.Checkpoints;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Imaging;

namespace Palimpsest.Cli;

/// <summary>What went wrong, as it is told: one sentence and an exit code.</summary>
internal sealed record Failure(string Message, int ExitCode)
{
    /// <summary>The exception in words, or null for one that the command does not expect and wants to see whole (PALIMPSEST_DEBUG).</summary>
    public static Failure? Of(Exception exception) => exception switch
    {
        CommandException command => new Failure(command.Message, command.ExitCode),
        _ when IsForPeople(exception) => Plain(exception.Message),
        IOException or UnauthorizedAccessException => Plain($"{exception.Message.TrimEnd('.')}; check the name, and that you may read or write there."),
        OutOfMemoryException => Plain("There is not enough memory. Make the picture or the batch smaller; 'palimpsest plan' says how much is needed."),
        _ when Environment.GetEnvironmentVariable("PALIMPSEST_DEBUG") is not null => null,
        _ => Plain($"{exception.GetType().Name}: {exception.Message} This is a defect of palimpsest; set PALIMPSEST_DEBUG=1 to see where, and report it."),
    };

    /// <summary>Errors whose messages say what happened and what to do.</summary>
    private static bool IsForPeople(Exception exception) => exception
        is CheckpointException or PictureException or PromptException or GenerationException or SamplingException;

    private static Failure Plain(string message) => new(message, Cli.ExitCode.Failure);
}
