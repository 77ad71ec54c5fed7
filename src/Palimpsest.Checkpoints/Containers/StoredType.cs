using Palimpsest.Compute;

namespace Palimpsest.Checkpoints;

/// <summary>How a file stores a tensor's elements: the dtypes of the safetensors format, by its names.</summary>
public enum StoredType
{
    F64,
    F32,
    F16,
    BF16,
    F8_E4M3,
    F8_E5M2,
    F8_E8M0,
    F6_E2M3,
    F6_E3M2,
    F4,
    C64,
    I64,
    I32,
    I16,
    I8,
    U64,
    U32,
    U16,
    U8,
    BOOL,
}

/// <summary>Facts about <see cref="StoredType"/>.</summary>
public static class StoredTypes
{
    private static readonly Dictionary<string, StoredType> ByName = Enum.GetValues<StoredType>().ToDictionary(type => type.ToString());

    /// <summary>Bits that one element takes; F4 and F6 are packed.</summary>
    public static int SizeBits(this StoredType type) => type switch
    {
        StoredType.F64 or StoredType.C64 or StoredType.I64 or StoredType.U64 => 64,
        StoredType.F32 or StoredType.I32 or StoredType.U32 => 32,
        StoredType.F16 or StoredType.BF16 or StoredType.I16 or StoredType.U16 => 16,
        StoredType.F6_E2M3 or StoredType.F6_E3M2 => 6,
        StoredType.F4 => 4,
        _ => 8,
    };

    /// <summary>The same type for computing, or null: no network of the supported families has unsigned, complex or sub-byte weights.</summary>
    public static ElementType? Element(this StoredType type) => type switch
    {
        StoredType.F64 => ElementType.Float64,
        StoredType.F32 => ElementType.Float32,
        StoredType.F16 => ElementType.Float16,
        StoredType.BF16 => ElementType.BFloat16,
        StoredType.F8_E4M3 => ElementType.Float8E4M3,
        StoredType.F8_E5M2 => ElementType.Float8E5M2,
        StoredType.I64 => ElementType.Int64,
        StoredType.I32 => ElementType.Int32,
        StoredType.I16 => ElementType.Int16,
        StoredType.I8 => ElementType.Int8,
        StoredType.U8 => ElementType.UInt8,
        StoredType.BOOL => ElementType.Bool,
        _ => null,
    };

    /// <summary>The type of that exact name (upper case), or null.</summary>
    public static StoredType? Find(string name) => ByName.TryGetValue(name, out StoredType type) ? type : null;

    /// <summary>Bytes of a tensor, or null when the number overflows or the elements do not fill whole bytes.</summary>
    internal static long? LengthBytes(this StoredType type, IEnumerable<long> shape)
    {
        UInt128 bits = (UInt128)type.SizeBits();
        bool empty = false;
        foreach (long size in shape)
        {
            empty |= size == 0;
            bits *= (ulong)Math.Max(1, size);
            if (bits > (UInt128)long.MaxValue * 8)
            {
                return null;
            }
        }

        return empty ? 0 : bits % 8 == 0 ? (long)(bits / 8) : null;
    }
}
