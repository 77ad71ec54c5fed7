namespace Palimpsest.Cli.Generation;

/// <summary>What the commands need of the engine.</summary>
internal interface IEngine
{
    /// <summary>Makes the request's pictures and hands over each as soon as it is finished.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; what was handed over stays.</exception>
    void Make(GenerationRequest request, IGenerationObserver observer, CancellationToken cancellation);

    /// <summary>The memory that the request would take, part by part, in bytes.</summary>
    IReadOnlyList<MemoryPart> Plan(GenerationRequest request);
}
