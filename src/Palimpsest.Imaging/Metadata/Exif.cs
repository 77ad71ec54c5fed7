using System.Buffers.Binary;

namespace Palimpsest.Imaging.Metadata;

/// <summary>
/// The two things of EXIF data (CIPA DC-008) that matter here: how the picture is turned, and the user comment, in which webui keeps the
/// generation parameters. Data are TIFF structures from their byte-order mark on, without the "Exif\0\0" of JPEG.
/// </summary>
public static class Exif
{
    private const ushort OrientationTag = 0x0112, ExifPointerTag = 0x8769, UserCommentTag = 0x9286;
    private const ushort LongType = 4, UndefinedType = 7;

    /// <summary>1 to 8, or null when nothing valid is said.</summary>
    public static int? FindOrientation(ReadOnlySpan<byte> exif) =>
        TiffDirectory.First(exif).Number(OrientationTag) is { } value and >= 1 and <= 8 ? (int)value : null;

    /// <summary>The user comment's text; null when there is none or it is empty.</summary>
    public static string? FindUserComment(ReadOnlySpan<byte> exif)
    {
        if (!TiffDirectory.First(exif).Follow(ExifPointerTag).TryBytes(UserCommentTag, out ReadOnlySpan<byte> comment))
        {
            return null;
        }

        string text = UserComment.Decode(comment);
        return text.Length > 0 ? text : null;
    }

    /// <summary>EXIF data that hold only a user comment, byte for byte as webui writes them (big-endian, by piexif).</summary>
    public static byte[] WithUserComment(string text)
    {
        byte[] comment = UserComment.Encode(text);
        const int firstDirectory = 8, exifDirectory = firstDirectory + 2 + 12 + 4, commentOffset = exifDirectory + 2 + 12;
        var exif = new byte[commentOffset + comment.Length];
        "MM\0*"u8.CopyTo(exif);
        BinaryPrimitives.WriteUInt32BigEndian(exif.AsSpan(4), firstDirectory);
        WriteSingleEntry(exif.AsSpan(firstDirectory), ExifPointerTag, LongType, 1, exifDirectory);

        // piexif leaves out the second directory's link to a next one; the comment follows at once.
        WriteSingleEntry(exif.AsSpan(exifDirectory), UserCommentTag, UndefinedType, comment.Length, commentOffset);
        comment.CopyTo(exif.AsSpan(commentOffset));
        return exif;
    }

    private static void WriteSingleEntry(Span<byte> directory, ushort tag, ushort type, int count, int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(directory, 1);
        BinaryPrimitives.WriteUInt16BigEndian(directory[2..], tag);
        BinaryPrimitives.WriteUInt16BigEndian(directory[4..], type);
        BinaryPrimitives.WriteInt32BigEndian(directory[6..], count);
        BinaryPrimitives.WriteInt32BigEndian(directory[10..], value);
    }
}
