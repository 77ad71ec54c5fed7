namespace Palimpsest.Studio.Data;

/// <summary>Text files that are there whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Writes beside the name, then renames.</summary>
    /// <exception cref="IOException">It cannot be written; the file stays as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    public static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string beside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new StreamWriter(beside))
            {
                file.Write(text);
                file.Flush();
                ((FileStream)file.BaseStream).Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
