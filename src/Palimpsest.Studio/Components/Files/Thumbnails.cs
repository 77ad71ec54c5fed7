using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Gallery;

namespace Palimpsest.Studio.Components.Files;

/// <summary>Small copies of the gallery's pictures, made when they are first asked for and kept as files.</summary>
public sealed class Thumbnails(DataFolder folder)
{
    /// <summary>Pixels of the longer side.</summary>
    private const int Longest = 384;

    private const int Quality = 82;

    private string Folder => Path.Combine(folder.Own, "thumbnails");

    /// <summary>The small copy's file; null when the picture's is gone or damaged.</summary>
    public string? Find(GalleryPicture picture)
    {
        string path = Path.Combine(Folder, $"{picture.Id}.jpg");
        if (File.Exists(path))
        {
            return path;
        }

        try
        {
            Picture whole = PictureReader.Read(picture.Path).ToWebuiRgb(Rgb.White);
            double scale = Math.Min(1, (double)Longest / Math.Max(whole.Width, whole.Height));
            Picture small = PillowResize.Resize(
                whole, Math.Max(1, (int)(whole.Width * scale)), Math.Max(1, (int)(whole.Height * scale)), ResampleFilter.Lanczos);
            Directory.CreateDirectory(Folder);
            PictureWriter.SaveJpeg(path, small, Quality);
            return path;
        }
        catch (PictureException)
        {
            // A wall of pictures must not fail because of one file; its own page tells what is wrong with it.
            return null;
        }
    }
}
