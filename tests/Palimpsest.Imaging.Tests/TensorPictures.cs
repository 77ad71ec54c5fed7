using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests;

/// <summary>Pictures that reference files hold as uint8 tensors [h, w] or [h, w, c].</summary>
internal static class TensorPictures
{
    public static Picture Picture(this TensorFile file, string name)
    {
        int[] shape = file.Shape(name);
        return new Picture(shape[1], shape[0], shape.Length > 2 ? shape[2] : 1, file.Bytes(name).ToArray());
    }
}
