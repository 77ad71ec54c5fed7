using System.Diagnostics.CodeAnalysis;
using Palimpsest.Imaging;

namespace Palimpsest.Studio.Jobs;

/// <summary>A picture that is in memory, or one that lies among the given pictures and is read each time it is asked for: a batch of any size holds no more than names.</summary>
public sealed class PictureReference
{
    private readonly Func<string, Picture>? _read;

    private (int Width, int Height)? _size;

    private PictureReference(Picture picture) => InMemory = picture;

    /// <param name="hash">The picture's among the given ones.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="size">Null: not known before it is read.</param>
    internal PictureReference(string hash, Func<string, Picture> read, (int Width, int Height)? size = null) => (Hash, _read, _size) = (hash, read, size);

    /// <summary>Null where it is read from the store.</summary>
    public Picture? InMemory { get; }

    public int Width => Size.Width;

    public int Height => Size.Height;

    /// <summary>Where it is kept; null where it is in memory alone.</summary>
    internal string? Hash { get; }

    private (int Width, int Height) Size
    {
        get
        {
            if (_size is null)
            {
                Picture picture = Read();
                _size = (picture.Width, picture.Height);
            }

            return _size.Value;
        }
    }

    [return: NotNullIfNotNull(nameof(picture))]
    public static implicit operator PictureReference?(Picture? picture) => picture is null ? null : new PictureReference(picture);

    /// <exception cref="PictureException">The file is gone or damaged.</exception>
    public Picture Read() => InMemory ?? _read!(Hash!);
}
