namespace Palimpsest.Cli.Generation;

/// <summary>Told of a job's course, on the job's own thread.</summary>
internal interface IGenerationObserver
{
    /// <summary>Something without steps has begun: "Loading the model".</summary>
    void Stage(string name);

    /// <summary>A step of all batches' steps together is done.</summary>
    void Step(int done, int total);

    /// <summary>A picture is finished; it is on disk when this returns.</summary>
    void Finished(FinishedPicture picture);
}
