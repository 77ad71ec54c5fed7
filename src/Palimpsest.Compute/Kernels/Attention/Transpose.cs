using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Palimpsest.Compute.Kernels;

/// <summary>Turns rows into columns, four by four in registers. For the vector tiers, which are x86.</summary>
internal static unsafe class Transpose
{
    /// <summary>destination[c · destinationStride + r] = source[r · sourceStride + c].</summary>
    public static void Into(float* source, nint sourceStride, int rows, int columns, float* destination, nint destinationStride)
    {
        int wholeRows = rows & ~3, wholeColumns = columns & ~3;
        for (int r = 0; r < wholeRows; r += 4)
        {
            for (int c = 0; c < wholeColumns; c += 4)
            {
                FourByFour(source + r * sourceStride + c, sourceStride, destination + c * destinationStride + r, destinationStride);
            }
        }

        for (int r = 0; r < rows; r++)
        {
            for (int c = r < wholeRows ? wholeColumns : 0; c < columns; c++)
            {
                destination[c * destinationStride + r] = source[r * sourceStride + c];
            }
        }
    }

    private static void FourByFour(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        Vector128<float> r0 = Vector128.Load(source);
        Vector128<float> r1 = Vector128.Load(source + sourceStride);
        Vector128<float> r2 = Vector128.Load(source + 2 * sourceStride);
        Vector128<float> r3 = Vector128.Load(source + 3 * sourceStride);
        Vector128<float> low01 = Sse.UnpackLow(r0, r1);
        Vector128<float> low23 = Sse.UnpackLow(r2, r3);
        Vector128<float> high01 = Sse.UnpackHigh(r0, r1);
        Vector128<float> high23 = Sse.UnpackHigh(r2, r3);
        Sse.MoveLowToHigh(low01, low23).Store(destination);
        Sse.MoveHighToLow(low23, low01).Store(destination + destinationStride);
        Sse.MoveLowToHigh(high01, high23).Store(destination + 2 * destinationStride);
        Sse.MoveHighToLow(high23, high01).Store(destination + 3 * destinationStride);
    }
}
