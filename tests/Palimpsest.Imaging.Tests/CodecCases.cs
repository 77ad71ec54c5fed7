using System.Text.Json;
using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests;

/// <summary>The reference pictures of one file kind, by the name of the file.</summary>
internal static class CodecCases
{
    private const string Manifest = "images/codec/manifest.json";

    public static TheoryData<string> Names(string folder)
    {
        var names = new TheoryData<string>();
        foreach (JsonElement file in Files().Where(file => file.GetProperty("file").GetString()!.StartsWith(folder + "/", StringComparison.Ordinal)))
        {
            names.Add(file.GetProperty("file").GetString()![(folder.Length + 1)..]);
        }

        return names;
    }

    public static JsonElement Entry(string file) => Files().Single(entry => entry.GetProperty("file").GetString() == file);

    public static byte[] Bytes(string file) => File.ReadAllBytes(Reference.Path($"images/codec/{file}"));

    /// <summary>An 8-bit picture of a tensor [h, w, c]; skips the test when the small copy of the reference has left it out.</summary>
    public static Picture Picture(TensorFile tensors, string name)
    {
        Assert.SkipUnless(tensors.Has(name), $"The tensor '{name}' is not in this copy of the reference data.");
        int[] shape = tensors.Shape(name);
        return new Picture(shape[1], shape[0], shape[2], tensors.Bytes(name).ToArray());
    }

    private static IEnumerable<JsonElement> Files() =>
        Reference.Find(Manifest) is null ? [] : Reference.Json(Manifest).GetProperty("files").EnumerateArray();
}
