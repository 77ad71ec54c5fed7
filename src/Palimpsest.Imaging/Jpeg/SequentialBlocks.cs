namespace Palimpsest.Imaging.Jpeg;

/// <summary>Baseline and extended sequential coding (T.81, F.2.2): a block comes whole and becomes samples at once.</summary>
internal sealed class SequentialBlocks : BlockDecoder
{
    private readonly short[] _coefficients = new short[64];

    public override void Decode(ref BitReader bits, ScanComponent part, int blockX, int blockY)
    {
        Span<short> coefficients = _coefficients;
        coefficients.Clear();
        part.DcPrediction += bits.ReceiveSigned(bits.Decode(part.Dc!));
        coefficients[0] = (short)part.DcPrediction;
        HuffmanDecodingTable ac = part.Ac!;
        for (int k = 1; k < 64; k++)
        {
            int runAndSize = bits.Decode(ac);
            int size = runAndSize & 15;
            if (size != 0)
            {
                k += runAndSize >> 4;
                coefficients[StandardTables.ZigZag[k]] = (short)bits.ReceiveSigned(size);
            }
            else if (runAndSize == 0xF0)
            {
                k += 15;
            }
            else
            {
                break;
            }
        }

        Component component = part.Component;
        InverseDct.Transform(coefficients, component.Quantisation!, component.SamplesOf(blockX, blockY), component.Stride);
    }
}
