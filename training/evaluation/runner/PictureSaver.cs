using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;

namespace Palimpsest.Evaluation;

/// <summary>Writes the picture of one job with its infotext.</summary>
internal sealed class PictureSaver(string path) : IGenerationObserver
{
    public void Stage(string name)
    {
    }

    public void StageProgress(double part)
    {
    }

    public void Progress(double steps, int totalSteps)
    {
    }

    public void Finished(GeneratedPicture picture) => PictureWriter.SavePng(path, picture.Picture, picture.Infotext);
}
