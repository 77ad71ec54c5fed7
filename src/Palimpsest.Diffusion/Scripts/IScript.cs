using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Diffusion.Scripts;

/// <summary>What webui calls a script: it turns one request into several and combines the results.</summary>
public interface IScript
{
    /// <summary>webui's title, such as "X/Y/Z plot".</summary>
    string Title { get; }

    /// <summary>Makes the pictures.</summary>
    /// <param name="request">The request as for a plain job; its seeds are drawn already, or -1 where the script is to draw them.</param>
    /// <exception cref="GenerationException">The script's arguments or the request do not fit; the message says which.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was told to the run's observer stays.</exception>
    ScriptResult Run(GenerationRequest request, ScriptRun run);
}
