using System.Collections.Frozen;

namespace Palimpsest.Diffusion.Prompts.Cleaning;

/// <summary>Windows code page 1252 as the WHATWG Encoding Standard has it: the five bytes without a character are C1 controls.</summary>
internal static class Windows1252
{
    /// <summary>The characters of bytes 0x80 to 0x9F.</summary>
    private const string HighControls =
        "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

    private static readonly FrozenDictionary<char, byte> Bytes =
        Enumerable.Range(0, 256).ToFrozenDictionary(value => ToChar((byte)value), value => (byte)value);

    public static char ToChar(byte value) => value is >= 0x80 and <= 0x9F ? HighControls[value - 0x80] : (char)value;

    /// <summary>The byte of a character, or -1 when the page does not have it; a C1 control counts as its own byte.</summary>
    public static int ToByte(char c) => Bytes.TryGetValue(c, out byte value) ? value : c is >= '\x80' and <= '\x9F' ? c : -1;
}
