using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Previews;
using Palimpsest.Diffusion.Samplers;

namespace Palimpsest.Diffusion.Scripts;

/// <summary>A script's access to the generator: runs its jobs one after the other and tells an observer of them as of one.</summary>
/// <param name="generate">Runs one job.</param>
public sealed class ScriptRun(
    Action<GenerationRequest, IGenerationObserver, CancellationToken> generate, IGenerationObserver observer, CancellationToken cancellation = default)
{
    private int _jobs = 1;
    private int _done;
    private int _pictures;
    private int _parts;

    public CancellationToken Cancellation => cancellation;

    /// <summary>A result that an earlier run of the same script kept, by its number among all results, or null; what is there is not made again.</summary>
    public Func<int, GeneratedPicture?> FindKept { get; init; } = _ => null;

    /// <summary>A part of a combination that an earlier run of the same script kept, by its number among all parts, or null; what is there is not made again.</summary>
    public Func<int, GeneratedPicture?> FindPart { get; init; } = _ => null;

    /// <summary>Given each part of a combination once it is finished, with its number among all parts.</summary>
    public Action<int, GeneratedPicture> KeepPart { get; init; } = (_, _) => { };

    /// <summary>Whether no further job is to begin.</summary>
    public Func<bool> EndsJob { get; init; } = () => false;

    /// <summary>How many parts of combinations there are by now.</summary>
    internal int Parts => _parts;

    /// <summary>How many jobs there will be, for progress.</summary>
    public void Expect(int jobs) => (_jobs, _done) = (Math.Max(jobs, 1), 0);

    /// <summary>Told, in a sentence, of what is done otherwise than it was asked for.</summary>
    public void Warn(string message) => observer.Warning(message);

    /// <summary>Runs a job.</summary>
    /// <param name="isResult">Whether its pictures are finished ones, which observers are told of at once; else they are parts of a combination.</param>
    /// <exception cref="OperationCanceledException">Cancelled, or asked to begin no further job.</exception>
    public IReadOnlyList<GeneratedPicture> Generate(GenerationRequest request, bool isResult = true)
    {
        cancellation.ThrowIfCancellationRequested();
        if (EndsJob())
        {
            throw new OperationCanceledException();
        }

        if (Kept(request, isResult) is { } kept)
        {
            _done++;
            return kept;
        }

        var job = new Job(this, isResult);
        generate(request, job, cancellation);
        _done++;
        return job.Pictures;
    }

    /// <summary>All pictures of a request, told of again where they are results; null when one is missing.</summary>
    private List<GeneratedPicture>? Kept(GenerationRequest request, bool areResults)
    {
        int count = request.BatchCount * (request.InitPictures.Count > 1 ? request.InitPictures.Count : request.BatchSize);
        List<GeneratedPicture?> kept = [.. Enumerable.Range(areResults ? _pictures : _parts, count).Select(areResults ? FindKept : FindPart)];
        if (kept.Contains(null))
        {
            return null;
        }

        if (areResults)
        {
            kept.ForEach(picture => observer.Finished(picture! with { Index = _pictures++ }));
        }
        else
        {
            _parts += count;
        }

        return [.. kept.Select((picture, index) => picture! with { Index = index })];
    }

    private sealed class Job(ScriptRun run, bool isResult) : IGenerationObserver
    {
        private readonly IGenerationObserver _observer = run.Observer;

        public List<GeneratedPicture> Pictures { get; } = [];

        public void Stage(string name) => _observer.Stage(name);

        public void StageProgress(double part) => _observer.StageProgress(part);

        public void Warning(string message) => _observer.Warning(message);

        public void Progress(double steps, int totalSteps) =>
            _observer.Progress(((double)run._done * totalSteps) + steps, Math.Max(run._jobs, run._done + 1) * totalSteps);

        public void Sampling(int batch, LatentPreviews previews) => _observer.Sampling(batch, previews);

        public void Step(int batch, in SamplerStep step) => _observer.Step(batch, step);

        public void Finished(GeneratedPicture picture)
        {
            Pictures.Add(picture);
            if (isResult)
            {
                _observer.Finished(picture with { Index = run._pictures++ });
            }
            else
            {
                run.KeepPart(run._parts++, picture);
            }
        }
    }

    private IGenerationObserver Observer => observer;
}
