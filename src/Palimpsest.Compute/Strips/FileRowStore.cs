using System.Runtime.InteropServices;

namespace Palimpsest.Compute;

/// <summary>A feature map in a temporary file that only this user can read and that is gone once disposed.</summary>
internal sealed class FileRowStore : RowStore
{
    private readonly FileStream _file;

    /// <summary>Reserves the file's space at once, so that a full disk is an error here and not in the middle of a picture.</summary>
    /// <exception cref="IOException">The folder cannot be written or has too little space.</exception>
    public FileRowStore(long count, string folder)
    {
        long lengthBytes = checked(count * sizeof(float));
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose | FileOptions.RandomAccess,
            PreallocationSize = lengthBytes,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            _file = new FileStream(System.IO.Path.Combine(folder, $"palimpsest-{Guid.NewGuid():n}.rows"), options);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"A feature map of {lengthBytes >> 20} MiB does not fit into the temporary folder '{folder}': {fault.Message} Free some space there, or allow more memory.", fault);
        }
    }

    public string Path => _file.Name;

    public override void Read(long start, Span<float> destination)
    {
        Span<byte> left = MemoryMarshal.AsBytes(destination);
        for (long offset = start * sizeof(float); left.Length > 0;)
        {
            int read = RandomAccess.Read(_file.SafeFileHandle, left, offset);
            if (read == 0)
            {
                throw new IOException($"The temporary file '{Path}' ends before byte {offset + left.Length}: it was cut from outside.");
            }

            left = left[read..];
            offset += read;
        }
    }

    public override void Write(long start, ReadOnlySpan<float> source) =>
        RandomAccess.Write(_file.SafeFileHandle, MemoryMarshal.AsBytes(source), start * sizeof(float));

    public override void Dispose() => _file.Dispose();
}
