using System.Text.Json;
using Xunit;

namespace Palimpsest.TestKit;

/// <summary>
/// The reference data: PALIMPSEST_REFERENCE, else shared/reference beside the checkout, else the small copy in tests/fixtures.
/// A test that needs a file which is in none of them is skipped, visibly.
/// </summary>
public static class Reference
{
    private static readonly string Checkout = FindCheckout();
    private static readonly string[] Roots = FindRoots();

    /// <summary>Full path of a reference file or folder; skips the calling test when it is not there.</summary>
    public static string Path(string relative)
    {
        string? found = Find(relative);
        Assert.SkipWhen(found is null, $"Reference data '{relative}' are not here; set PALIMPSEST_REFERENCE to the folder that holds them.");
        return found!;
    }

    /// <summary>Full path, or null when the file or folder is not there. For theory data, which cannot skip.</summary>
    public static string? Find(string relative) =>
        Roots.Select(root => System.IO.Path.Combine(root, relative)).FirstOrDefault(path => File.Exists(path) || Directory.Exists(path));

    public static JsonElement Json(string relative) => JsonDocument.Parse(File.ReadAllBytes(Path(relative))).RootElement;

    public static TensorFile Tensors(string relative) => TensorFile.Read(Path(relative));

    /// <summary>The repository's root folder.</summary>
    public static string Repository => Checkout;

    private static string FindCheckout()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "Palimpsest.slnx")))
        {
            folder = System.IO.Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException("Palimpsest.slnx was not found above the test assembly.");
    }

    private static string[] FindRoots()
    {
        string?[] roots =
        [
            Environment.GetEnvironmentVariable("PALIMPSEST_REFERENCE"),
            System.IO.Path.Combine(Checkout, "..", "shared", "reference"),
            System.IO.Path.Combine(Checkout, "tests", "fixtures"),
        ];
        return [.. roots.OfType<string>().Where(Directory.Exists)];
    }
}
